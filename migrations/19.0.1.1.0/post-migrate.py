"""What OGOship has collected is in flight until its delivery is done. Before this version that was
not kept per line: without it, goods on their way would look like a difference in stock."""


def migrate(cr, version):
    cr.execute("""
        UPDATE ogoship_order_line line
           SET remote_quantity = COALESCE(NULLIF(line.shipped_quantity, 0), line.quantity)
          FROM ogoship_order row
         WHERE row.id = line.order_id AND row.state IN ('collecting', 'shipped')
           AND COALESCE(line.remote_quantity, 0) = 0
    """)
