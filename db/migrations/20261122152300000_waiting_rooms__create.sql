-- O-10: where starts are spread. A room per round; a place per contestant who had to wait, so that nobody has two.
SET lock_timeout = '5s';
CREATE TABLE waiting_rooms (
  round_id uuid PRIMARY KEY REFERENCES rounds,
  authority_id uuid NOT NULL REFERENCES authorities,
  -- The next instant that is nobody's yet, in milliseconds since 1970: places may be closer together than a millisecond.
  free_at double precision NOT NULL,
  -- How many draw lots, and whether they have been drawn.
  lots integer NOT NULL DEFAULT 0 CHECK (lots >= 0),
  is_drawn boolean NOT NULL DEFAULT false
);
CREATE TABLE waiting_places (
  round_id uuid NOT NULL REFERENCES waiting_rooms,
  contestant_id uuid NOT NULL,
  authority_id uuid NOT NULL REFERENCES authorities,
  -- The order among those who draw lots: a keyed hash of round and contestant.
  lot bytea NOT NULL,
  -- From when on this contestant may start; nothing while the lots are not drawn.
  admitted_at timestamptz,
  CONSTRAINT one_place_each PRIMARY KEY (round_id, contestant_id)
);
CREATE INDEX lots_to_draw ON waiting_places (round_id) WHERE admitted_at IS NULL;
GRANT SELECT, INSERT ON waiting_rooms, waiting_places TO hoithi_web;
GRANT UPDATE (free_at, lots, is_drawn) ON waiting_rooms TO hoithi_web;
GRANT UPDATE (admitted_at) ON waiting_places TO hoithi_web;
