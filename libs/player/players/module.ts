import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { FindPlayersByNameHandler, GetPlayerHandler, GetPlayersHandler } from './app/get-player.js';
import { ListPlayersHandler } from './app/list-players.js';
import { ErasePlayerHandler, FindPlayersByEmailHandler, GetPlayerDataHandler, PlayerData } from './app/player-data.js';
import { RememberPlayerHandler } from './app/remember-player.js';
import { UpdatePlayerHandler } from './app/update-player.js';
import { PlayersController } from './http/players.controller.js';
import { PlayersRepository } from './infra/players.repository.js';
import { PlayerRows } from './infra/rows.js';

export const rows: EntitySchema[] = [PlayerRows];

@Module({
  controllers: [PlayersController],
  providers: [PlayersRepository, GetPlayerHandler, GetPlayersHandler, FindPlayersByNameHandler, ListPlayersHandler, RememberPlayerHandler, UpdatePlayerHandler, PlayerData, FindPlayersByEmailHandler, GetPlayerDataHandler, ErasePlayerHandler],
})
export class PlayersModule {}
