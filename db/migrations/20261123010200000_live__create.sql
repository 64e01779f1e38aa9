-- What the processes tell each other about the last half hour (docs/rules/incidents.md, I-2 and I-10). Nothing rests on it, so
-- it waits for no disk, and a seat is written over by whoever sits there next: nothing has to be cleared away.
SET lock_timeout = '5s';

CREATE UNLOGGED TABLE live_nodes (
  seat smallint PRIMARY KEY CHECK (seat BETWEEN 1 AND 512),
  node_id uuid NOT NULL,
  seen_at timestamptz NOT NULL,
  -- Of how many incidents it knows.
  heard integer NOT NULL,
  memory_mb integer NOT NULL,
  has_worker boolean NOT NULL
);

-- One line per process and five seconds, half an hour round.
CREATE UNLOGGED TABLE live_samples (
  seat smallint NOT NULL,
  slot smallint NOT NULL CHECK (slot BETWEEN 0 AND 359),
  at timestamptz NOT NULL,
  figures jsonb NOT NULL,
  PRIMARY KEY (seat, slot)
);

GRANT SELECT, INSERT, UPDATE ON live_nodes, live_samples TO hoithi_keeper;
