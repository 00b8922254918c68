-- One row per row of tickets_by_channel, and one per channel and cell of it with the tickets of all channels.
{{ with_whole(ref('tickets_by_channel'), 'channel', slicers('ticket') ~ ', created_date, as_of', 'ticket_count') }}
