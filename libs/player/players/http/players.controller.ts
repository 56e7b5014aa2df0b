import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NotAuditedForKeys } from '#platform/audit/audit.interceptor';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Operation } from '#platform/http/answers';
import { Caller, StudioRoute } from '#platform/http/policy';
import { FieldNotYetSupported } from '#platform/kernel/errors';
import type { Scope } from '#platform/kernel/scope';
import { GetPlayer, type PlayerView } from '../contracts/queries.js';
import { PlayerIdMalformed, PlayerNotFound } from '../contracts/errors.js';
import { ListPlayers } from '../app/list-players.js';
import { quantitiesBySku } from '../app/remember-player.js';
import { UpdatePlayer, type PlayerChanges } from '../app/update-player.js';
import { NOT_YET } from './not-yet.js';
import { PlayerListQuery, PlayerPageRead, PlayerRead, UserUpdate } from './players.dto.js';

const PLAYER_ID = /^[^\p{Cc}\p{Cs}]{1,255}$/u;

/** The attributes that are something: the contract knows no null among them. */
function known(attributes: Record<string, unknown>): Record<string, unknown> {
  const something = (members: object) => Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null));
  const { devtodev_device_id: device, ...others } = something(attributes);
  return { ...others, ...(device === undefined ? {} : { devtodev_device_id: typeof device === 'object' ? something(device as object) : device }) };
}

function read(view: PlayerView): PlayerRead {
  return { ...view, attributes: known(view.attributes), loyalty_points: 0 } as PlayerRead;
}

/** Members that are null or set, without those that were left out. */
function changesOf({ creator_program_id: _refused, balances, attributes, marketing_consent, ...plain }: UserUpdate): PlayerChanges {
  return {
    ...plain,
    ...(attributes ? { attributes: { ...attributes } } : {}),
    ...(marketing_consent ? { marketing_consent: { ...marketing_consent } } : {}),
    ...(balances ? { balances: quantitiesBySku(balances) } : {}),
  };
}

@ApiTags('Players')
@Controller('v1/players')
export class PlayersController {
  constructor(private readonly commands: Commands, private readonly queries: Queries) {}

  @Get()
  @StudioRoute('players:read')
  @Operation('list_players', 'Players of the game, the newest first')
  @Answers200(PlayerPageRead)
  async list(@Query() query: PlayerListQuery, @Caller() scope: Scope): Promise<PlayerPageRead> {
    const page = await this.queries.ask(new ListPlayers({ ...query, limit: query.limit ?? 50 }), scope);
    return { ...page, data: page.data.map(read) };
  }

  @Get(':player_id')
  @StudioRoute('players:read')
  @Operation('get_player', 'One player, by the game’s own id')
  @Answers200(PlayerRead)
  async get(@Param('player_id') playerId: string, @Caller() scope: Scope): Promise<PlayerRead> {
    const player = PLAYER_ID.test(playerId) ? await this.queries.ask(new GetPlayer(playerId), scope) : null;
    if (!player) throw new PlayerNotFound();
    return read(player);
  }

  @Post(':player_id')
  @StudioRoute('players:write')
  @NotAuditedForKeys('what a game tells of a player while she plays', 'banned', 'banned_reason')
  @Operation('update_player', 'Tell what the game knows of a player; makes her known where she is not')
  @Answers200(PlayerRead)
  async update(@Param('player_id') playerId: string, @Body() body: UserUpdate, @Caller() scope: Scope): Promise<PlayerRead> {
    if (!PLAYER_ID.test(playerId)) throw new PlayerIdMalformed();
    for (const { field, why } of NOT_YET) if ((body as unknown as Record<string, unknown>)[field] != null) throw new FieldNotYetSupported(field, why);
    await this.commands.execute(new UpdatePlayer(playerId, changesOf(body)), scope);
    return read((await this.queries.ask(new GetPlayer(playerId), scope))!);
  }
}
