-- One row per ticket and number of its own that the vendor ships with it.
{{ feed('vendor_metrics') }}
