import { Obj, OneOf, Str } from '#platform/http/fields';

export class SessionCreate {
  @Str({ min: 1, max: 64, what: 'The slug of the hub' }) hub: string;
  @Str({ min: 1, max: 255, what: 'The id that the game shows to its player' }) player_id: string;
}

export class SessionPlayer {
  @Str({ what: "The game's own id of the player" }) player_id: string;
  @Str({ nullable: true, what: 'As the game last told it' }) name: string | null;
  @Str({ nullable: true, what: 'As the game last told it' }) avatar_url: string | null;
}

const ASSURANCE = { name: 'SessionAssurance', what: '`player_id`: the game knows this player; `verified`: she came from inside the game' } as const;

export class SessionCreated {
  @Obj(() => SessionPlayer, { what: 'Who is signed in now' }) player: SessionPlayer;
  @Str({ what: 'Send it as `Authorization: Bearer`; pages get it as a cookie' }) session_token: string;
  @OneOf(['none', 'player_id', 'verified'], ASSURANCE) assurance: string;
}

export class SessionRead {
  @Obj(() => SessionPlayer, { nullable: true, what: 'Null for an anonymous visitor' }) player: SessionPlayer | null;
  @OneOf(['none', 'player_id', 'verified'], ASSURANCE) assurance: string;
}

export class HandoffToken {
  @Str({ what: 'For the game server: `POST /v1/users/authenticate`. Single use, 2 minutes' }) token: string;
}
