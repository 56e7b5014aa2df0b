import { AsyncLocalStorage } from 'node:async_hooks';
import vm from 'node:vm';
import { LegacyFakeTimers, ModernFakeTimers } from '@jest/fake-timers';
import { TestEnvironment } from 'jest-environment-node';

/** The contexts that stand for the one of the process. */
const ours = new WeakSet();
const { compileFunction } = vm;
vm.compileFunction = (code, parameters, { parsingContext, ...options } = {}) => compileFunction(code, parameters, ours.has(parsingContext) ? options : { parsingContext, ...options });

// Node 20 asks every store that was ever used, of whichever file, at each promise: after two hundred files tests of milliseconds took a minute.
const stores = new Set();
for (const name of ['run', 'enterWith']) {
  const original = AsyncLocalStorage.prototype[name];
  AsyncLocalStorage.prototype[name] = function (...args) {
    stores.add(this);
    return original.apply(this, args);
  };
}

const EVENTS = ['uncaughtException', 'unhandledRejection', 'warning', 'exit', 'beforeExit', 'SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Every test file of a worker in the one context of the process, where Jest gives each its own: what packages make (errors, dates, maps) is of the same kind for
 * all, so that packages can be loaded once for many files (runtime.mjs). A file leaves `process.env`, what listens to the process and what follows its promises as it
 * found them, and our own code, which is loaded once too, without what it spied on.
 */
export default class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    this.fakeTimers.dispose();
    this.fakeTimersModern.dispose();
    this.global = globalThis;
    ours.add(this.context);
    const { projectConfig } = config;
    const timerConfig = { idToRef: (id) => ({ id, ref() { return this; }, unref() { return this; } }), refToId: (timer) => timer?.id };
    this.fakeTimers = new LegacyFakeTimers({ config: projectConfig, global: globalThis, moduleMocker: this.moduleMocker, timerConfig });
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
    this.env = { ...process.env };
    this.listeners = new Map(EVENTS.map((event) => [event, process.rawListeners(event)]));
  }

  async teardown() {
    this.moduleMocker?.restoreAllMocks();
    for (const name of Object.keys(process.env)) if (!(name in this.env)) delete process.env[name];
    Object.assign(process.env, this.env);
    for (const [event, before] of this.listeners) for (const each of process.rawListeners(event)) if (!before.includes(each)) process.removeListener(event, each);
    for (const store of stores) store.disable();
    stores.clear();
    await super.teardown();
  }
}
