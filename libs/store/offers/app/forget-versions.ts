import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Signals } from '#platform/signals/signals';
import { CATALOG_CHANGED } from '#store/catalog/queries';
import { PRICING_CHANGED } from '#store/pricing/queries';
import { OFFERS_CHANGED } from '../infra/offers-version.js';
import { Snapshots } from '../infra/snapshots.js';

/** A commit of the catalog, of prices or of offers, by whichever process, ends the belief in the version that a game was at. */
@Injectable()
export class ForgetVersions implements OnModuleInit, OnApplicationShutdown {
  private readonly ends: (() => Promise<void>)[] = [];

  constructor(private readonly signals: Signals, private readonly snapshots: Snapshots) {}

  async onModuleInit(): Promise<void> {
    for (const channel of [OFFERS_CHANGED, PRICING_CHANGED, CATALOG_CHANGED]) this.ends.push(await this.signals.subscribe(channel, (gameId) => this.snapshots.forgetVersion(gameId)));
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.ends.map((end) => end()));
  }
}
