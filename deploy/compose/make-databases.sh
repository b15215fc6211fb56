#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Run by PostgreSQL's image at its first start: a database for each service, owned by a role that may make its own replication slot, with
# one role for the service's code and one for its connector.
set -euo pipefail

password() {
  sed -n "s/^$2=//p" "$1"
}

for file in /run/cascade/*.properties; do
  service=$(basename "$file" .properties)
  psql -v ON_ERROR_STOP=1 -v name="${service//-/_}" -v password="$(password "$file" quarkus.datasource.engine.password)" \
    -v app="${service//-/_}_app" -v app_password="$(password "$file" quarkus.datasource.password)" \
    -v debezium="${service//-/_}_debezium" \
    -v debezium_password="$(password "/run/connectors/$service.properties" password)" <<'SQL'
CREATE ROLE :"name" LOGIN REPLICATION PASSWORD :'password';
CREATE ROLE :"app" LOGIN PASSWORD :'app_password';
CREATE ROLE :"debezium" LOGIN REPLICATION PASSWORD :'debezium_password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"name" TO :"app", :"debezium";
SQL
done
