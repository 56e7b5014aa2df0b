import { Module } from '@nestjs/common';
import { BuiltAssets } from './built-assets.js';
import { ChargePageController } from './charge-page.controller.js';
import { CheckoutSessions } from './checkout-sessions.js';
import { CheckoutPagesController } from './checkout-pages.controller.js';
import { EntryPagesController } from './entry-pages.controller.js';
import { PageErrors } from './page-errors.js';
import { PeoplePagesController } from './people-pages.controller.js';
import { PicturesController } from './pictures.controller.js';
import { Pages } from './pages.js';
import { PlaceGuess } from './place-guess.js';
import { RecoverPageController } from './recover-page.controller.js';
import { Selling } from './selling.js';
import { StatusPageController } from './status-page.controller.js';
import { StorePagesController } from './store-pages.controller.js';
import { Visits } from './visits.js';
import { WithdrawPageController } from './withdraw-page.controller.js';

/** The player's web store and checkout, rendered inside the api process. */
@Module({ controllers: [StorePagesController, CheckoutPagesController, EntryPagesController, PeoplePagesController, PicturesController, StatusPageController, ChargePageController, RecoverPageController, WithdrawPageController], providers: [BuiltAssets, CheckoutSessions, PageErrors, Pages, PlaceGuess, Selling, Visits] })
export class HubModule {}
