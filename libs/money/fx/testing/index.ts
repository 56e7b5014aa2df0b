/** The context itself: it asks nobody and has what the build ships, so there is nothing to fake. */
export { FxModule as FakeFxModule } from '../module.js';
