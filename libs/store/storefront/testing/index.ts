import { Module, type DynamicModule } from '@nestjs/common';
import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { GetHub, GetHubShown, type HubView } from '../contracts/queries.js';

export function hubForTest(told: Partial<HubView> = {}): HubView {
  return {
    id: 'hub_test', game_id: 'gam_test', slug: 'demo', name: 'Demo', tagline: null, accent_color: '#7c5cff', background_color: '#0d1020', scheme: 'dark', logo_url: null, background_url: null,
    default_country: 'DE', default_locale: 'en', locales: ['en', 'de'], back_to_game_url: null, translations: {}, ...told,
  };
}

@Module({})
class FakeStorefrontModule {}

/** A hub that is there without a database; `hub` may be changed or taken away. */
export function fakeStorefront(state: { hub: HubView | null }): DynamicModule {
  @QueryHandler(GetHub)
  class GetHubFake implements IQueryHandler<GetHub> {
    async execute() {
      return state.hub;
    }
  }
  @QueryHandler(GetHubShown)
  class GetHubShownFake extends GetHubFake {}
  return { module: FakeStorefrontModule, providers: [GetHubFake, GetHubShownFake] };
}
