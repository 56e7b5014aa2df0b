import { Invalid, type FieldFault } from '../kernel/errors.js';

/** The request can be read, and does not fit what the operation takes: each fault with its place. */
export class RequestRefused extends Invalid {
  constructor(errors: FieldFault[]) {
    super('request.invalid', errors.length === 1 ? `${errors[0]!.loc.slice(1).join('.') || 'body'}: ${errors[0]!.msg}` : `${errors.length} fields are refused.`, { errors: errors.slice(0, 50) });
  }
}
