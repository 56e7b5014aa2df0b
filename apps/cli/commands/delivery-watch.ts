import { setTimeout as pause } from 'node:timers/promises';
import type { StudioAccess } from './studio-access.js';

const WATCH_MS = 20_000;
const LOOK_MS = 250;

interface Delivery {
  id: string;
  status: string;
  attempts: number;
  is_waiting: boolean;
  last_status: number | null;
  last_error: string | null;
}

/** Waits for the next attempt of a delivery and tells how it ended. Answers whether it was taken. */
export async function watchDelivery(api: StudioAccess, deliveryId: string, attemptsBefore: number): Promise<boolean> {
  const deadline = performance.now() + WATCH_MS;
  for (;;) {
    const delivery = await api.ask<Delivery>('GET', `/webhook_deliveries/${deliveryId}`);
    if (delivery.attempts > attemptsBefore) {
      // What had been taken before stays so; what counts here is the last answer.
      const isTaken = delivery.last_error === null;
      console.log(`${delivery.id}: ${isTaken ? 'taken' : 'not taken'}${delivery.last_status ? `, answered ${delivery.last_status}` : ''}${delivery.last_error ? ` (${delivery.last_error})` : ''}`);
      return isTaken;
    }
    if (delivery.is_waiting || performance.now() > deadline) {
      console.log(`${delivery.id}: ${delivery.is_waiting ? 'waits, its webhook is disabled' : 'no attempt yet; is the worker running?'}`);
      return false;
    }
    await pause(LOOK_MS);
  }
}
