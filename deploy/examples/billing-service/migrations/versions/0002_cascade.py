# SPDX-License-Identifier: Apache-2.0
"""invoices refer to the customers of another service"""
import re
from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"

INSTALL = Path(__file__).with_name("cascade.sql")
STATEMENT = re.compile(r"^DO (\$\w+\$).*?^\1;", re.DOTALL | re.MULTILINE)


def upgrade():
    # PostgreSQL makes no replication slot in a transaction that has written.
    with op.get_context().autocommit_block():
        cursor = op.get_bind().connection.cursor()
        for statement in STATEMENT.finditer(INSTALL.read_text()):
            cursor.execute(statement.group())


def downgrade():
    raise NotImplementedError("./cascade sql billing-service --uninstall prints how")
