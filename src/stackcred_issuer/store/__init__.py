"""State in PostgreSQL: one file per noun, plain records, no commits outside `Store.begin`.

The only floor that knows SQL. It makes no ids, times or random values: they come in as arguments.

Names mean the same in every repository:
`get` takes the tenant and raises NOT_FOUND, also for another tenant's row; `public` and every other finder
answers None when there is nothing; `page` lists one tenant's rows in the order of their ids, those after the
id `after`; `add` raises CONFLICT when a unique value is taken. A verification report may always be absent, so
`reports.get` answers None. Ids are UUIDs of version 7, so that their order is the order of making.
"""
