-- A live webhook is sent nothing but challenges from here on until its server has answered one. Null: it has, it is of a sandbox, or it is from the time before challenges, also where a process of the build before registers it.
ALTER TABLE game_servers.endpoint
  ADD COLUMN unverified_since timestamptz,
  ADD COLUMN challenge_error text;
