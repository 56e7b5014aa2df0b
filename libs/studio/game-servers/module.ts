import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { ChangeEndpointHandler, CreateEndpointHandler, DeleteEndpointHandler, DisableEndpointHandler, RotateEndpointSecretHandler } from './app/endpoints.js';
import { GetDeliveryTargetHandler, GetEndpointHandler, GetEndpointSecretHandler, HasEndpointForHandler, ListEndpointsForHandler, ListEndpointsHandler } from './app/endpoint-queries.js';
import { RemoveVerificationsChore, RemoveVerificationsHandler } from './app/remove-verifications.js';
import { PlayerQuestion } from './app/player-question.js';
import { EraseVerificationHandler, GetVerificationsHandler, VerificationData } from './app/verification-data.js';
import { GetTriedTargetHandler, GetVerificationStandingHandler, IsPlayerVerifiedHandler, RememberVerificationHandler, TryVerifyPlayerHandler, VerifyPlayerHandler } from './app/verify-player.js';
import { WebhooksController } from './http/studio.controller.js';
import { EndpointsRepository } from './infra/endpoints.repository.js';
import { KnownEndpoints } from './infra/known-endpoints.js';
import { BindingRows, EndpointRows, PlayerVerificationRows, SecretRows, SigningKeyRows } from './infra/rows.js';

export const rows: EntitySchema[] = [EndpointRows, SecretRows, SigningKeyRows, BindingRows, PlayerVerificationRows];

@Module({
  controllers: [WebhooksController],
  providers: [
    EndpointsRepository, KnownEndpoints, CreateEndpointHandler, ChangeEndpointHandler, DeleteEndpointHandler, DisableEndpointHandler, RotateEndpointSecretHandler, ListEndpointsHandler, GetEndpointHandler,
    GetEndpointSecretHandler, ListEndpointsForHandler, HasEndpointForHandler, GetDeliveryTargetHandler, GetVerificationStandingHandler, RememberVerificationHandler,
    IsPlayerVerifiedHandler, PlayerQuestion, VerifyPlayerHandler, GetTriedTargetHandler, TryVerifyPlayerHandler, RemoveVerificationsHandler, RemoveVerificationsChore, VerificationData, GetVerificationsHandler, EraseVerificationHandler,
  ],
})
export class GameServersModule {}
