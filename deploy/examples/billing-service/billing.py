# SPDX-License-Identifier: Apache-2.0
"""What the tutorial's reader would try: `billing.py add 7`, `billing.py count 7`."""
import os
import sys

from models import Invoice, Line
from sqlalchemy import create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

action, customer = sys.argv[1], int(sys.argv[2])
with Session(create_engine(os.environ["DATABASE_URL"])) as session:
    if action == "add":
        session.add(Invoice(customer_id=customer, lines=[Line(text="a book"), Line(text="a pen")]))
        try:
            session.commit()
        except IntegrityError as refused:
            sys.exit(refused.orig.pgcode)
    else:
        invoices = session.query(Invoice).filter(Invoice.customer_id == customer)
        print(invoices.count(), invoices.join(Invoice.lines).count())
