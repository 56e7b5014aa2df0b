/** The context itself: it asks nobody and keeps nothing, so there is nothing to fake. */
export { FxModule as FakeFxModule } from '../module.js';
