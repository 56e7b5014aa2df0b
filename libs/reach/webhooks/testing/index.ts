import { newId } from '#platform/kernel/ids';
import { DeliveryAcknowledged, DeliveryDeclined, type DeliveryFact } from '../contracts/events.js';

function fact(grantId: string, told: Partial<DeliveryFact>): DeliveryFact {
  return { delivery_id: newId('whd'), endpoint_id: newId('whk'), event_id: newId('evt'), event_type: 'item.add', subject_id: grantId, status: 200, ...told };
}

/** The game's 2xx to the event of a grant, as this context announces it. */
export function acknowledgedForTest(grantId: string, told: Partial<DeliveryFact> = {}): DeliveryAcknowledged {
  const payload = fact(grantId, told);
  return new DeliveryAcknowledged('delivery', payload.delivery_id, payload);
}

/** The game's 400 `declined` to `item.add`. */
export function declinedForTest(grantId: string, message = 'Inventory is full.'): DeliveryDeclined {
  const payload = fact(grantId, { status: 400 });
  return new DeliveryDeclined('delivery', payload.delivery_id, { ...payload, message });
}
