#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# At PostgreSQL's first start, as part of the image's own script: a database for each service, owned by a role that may replicate.
set -eo pipefail

create() {
  psql -v ON_ERROR_STOP=1 -v name="$1" -v password="$2" --username postgres --no-psqlrc <<'SQL'
CREATE ROLE :"name" LOGIN REPLICATION PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
SQL
}

create "$PARENT_SERVICE_USERNAME" "$PARENT_SERVICE_PASSWORD"
create "$CHILD_SERVICE_USERNAME" "$CHILD_SERVICE_PASSWORD"
