# SPDX-License-Identifier: Apache-2.0
"""Invoices and their lines, as they might have been before: nothing in here knows of other services."""
from sqlalchemy import BigInteger, Column, ForeignKey, Text
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class Invoice(Base):
    __tablename__ = "invoices"

    id = Column(BigInteger, primary_key=True)
    customer_id = Column(BigInteger, nullable=False, index=True)
    lines = relationship("Line", back_populates="invoice", cascade="all, delete-orphan", passive_deletes=True)


class Line(Base):
    __tablename__ = "lines"

    id = Column(BigInteger, primary_key=True)
    invoice_id = Column(BigInteger, ForeignKey("invoices.id", ondelete="CASCADE"), nullable=False, index=True)
    text = Column(Text, nullable=False)
    invoice = relationship("Invoice", back_populates="lines")
