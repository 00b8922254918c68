-- One row per call as the log has it, its newest version.
{{ newest('call_center_log', 'calls') }}
