#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# At PostgreSQL's first start, as part of the image's own script: a database for each service with its roles. The owner may make the
# replication slot, and the connector's role reads it.
set -eo pipefail

value() {
  local name=$1
  printf '%s' "${!name:?}"
}

create() {
  psql -v ON_ERROR_STOP=1 --username postgres --no-psqlrc \
    -v name="$(value "$1_DATABASE_USERNAME")" -v password="$(value "$1_DATABASE_PASSWORD")" \
    -v app="$(value "$1_APPLICATION_USERNAME")" -v app_password="$(value "$1_APPLICATION_PASSWORD")" \
    -v debezium="$(value "$1_DEBEZIUM_USERNAME")" -v debezium_password="$(value "$1_DEBEZIUM_PASSWORD")" <<'SQL'
CREATE ROLE :"name" LOGIN REPLICATION PASSWORD :'password';
CREATE ROLE :"app" LOGIN PASSWORD :'app_password';
CREATE ROLE :"debezium" LOGIN REPLICATION PASSWORD :'debezium_password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"name" TO :"app", :"debezium";
SQL
}

create PARENT_SERVICE
create CHILD_SERVICE
