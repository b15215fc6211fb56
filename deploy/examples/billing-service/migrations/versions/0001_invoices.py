# SPDX-License-Identifier: Apache-2.0
"""invoices and their lines"""
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "invoices",
        sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column("customer_id", sa.BigInteger, nullable=False, index=True),
    )
    op.create_table(
        "lines",
        sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column(
            "invoice_id", sa.BigInteger, sa.ForeignKey("invoices.id", ondelete="CASCADE"), nullable=False, index=True
        ),
        sa.Column("text", sa.Text, nullable=False),
    )


def downgrade():
    op.drop_table("lines")
    op.drop_table("invoices")
