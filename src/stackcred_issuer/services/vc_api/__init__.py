"""The VC-API's use cases: any credential of the data model, signed, shown and judged for others."""
