#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Run by PostgreSQL's image at its first start: a database for each service, owned by a role that may make its own replication slot.
set -euo pipefail

for file in /run/cascade/*.properties; do
  service=$(basename "$file" .properties)
  psql -v ON_ERROR_STOP=1 -v name="${service//-/_}" -v password="$(sed 's/^[^=]*=//' "$file")" <<'SQL'
CREATE ROLE :"name" LOGIN REPLICATION PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name";
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
done
