import { Module } from '@nestjs/common';
import type { EntitySchema } from 'typeorm';
import { Seals } from '#platform/crypto/sealed-columns';
import { AskConsumptionHandler, GetConsumptionTargetHandler } from './app/ask-consumption.js';
import { AskReservationHandler, GetReservationTargetHandler } from './app/ask-reservation.js';
import { ChallengeEndpointHandler, GetChallengeTargetHandler, RecordChallengeHandler } from './app/endpoint-challenge.js';
import { ChangeEndpointHandler, CreateEndpointHandler, DeleteEndpointHandler, DisableEndpointHandler, RotateEndpointSecretHandler } from './app/endpoints.js';
import { GetDeliveryTargetHandler, GetEndpointHandler, GetEndpointSecretHandler, HasEndpointForHandler, ListEndpointsForHandler, ListEndpointsHandler } from './app/endpoint-queries.js';
import { ChooseFulfillmentModeHandler, GetFulfillmentHandler, GetFulfillmentSettingHandler } from './app/fulfillment-mode.js';
import { RemoveVerificationsChore, RemoveVerificationsHandler } from './app/remove-verifications.js';
import { PlayerQuestion } from './app/player-question.js';
import { QuestionCircuit } from './app/question-circuit.js';
import { SignedQuestion } from './app/signed-question.js';
import { EraseVerificationHandler, GetVerificationsHandler, VerificationData } from './app/verification-data.js';
import { GetTriedTargetHandler, GetVerificationStandingHandler, IsPlayerVerifiedHandler, RememberVerificationHandler, TryVerifyPlayerHandler, VerifyPlayerHandler } from './app/verify-player.js';
import { FulfillmentController } from './http/fulfillment.controller.js';
import { WebhooksController } from './http/studio.controller.js';
import { ENDPOINTS_SEALED, EndpointsRepository } from './infra/endpoints.repository.js';
import { KnownEndpoints } from './infra/known-endpoints.js';
import { BindingRows, EndpointRows, FulfillmentRows, PlayerVerificationRows, SecretRows, SigningKeyRows } from './infra/rows.js';

export const rows: EntitySchema[] = [EndpointRows, SecretRows, SigningKeyRows, BindingRows, PlayerVerificationRows, FulfillmentRows];

@Seals(...ENDPOINTS_SEALED)
@Module({
  controllers: [WebhooksController, FulfillmentController],
  providers: [
    EndpointsRepository, KnownEndpoints, CreateEndpointHandler, ChangeEndpointHandler, DeleteEndpointHandler, DisableEndpointHandler, RotateEndpointSecretHandler, ListEndpointsHandler, GetEndpointHandler,
    GetEndpointSecretHandler, ListEndpointsForHandler, HasEndpointForHandler, GetDeliveryTargetHandler, GetVerificationStandingHandler, RememberVerificationHandler,
    IsPlayerVerifiedHandler, SignedQuestion, PlayerQuestion, ChallengeEndpointHandler, GetChallengeTargetHandler, RecordChallengeHandler, GetReservationTargetHandler, AskReservationHandler, QuestionCircuit, GetConsumptionTargetHandler, AskConsumptionHandler, VerifyPlayerHandler, GetTriedTargetHandler, TryVerifyPlayerHandler, RemoveVerificationsHandler, RemoveVerificationsChore, VerificationData, GetVerificationsHandler, EraseVerificationHandler,
    GetFulfillmentHandler, GetFulfillmentSettingHandler, ChooseFulfillmentModeHandler,
  ],
})
export class GameServersModule {}
