import { DomainError } from '../kernel/errors.js';

let tell: ((error: unknown) => void) | undefined;

/** Has bugs told to a service that gathers them, where the operator names one. */
export function reportBugsTo(service: (error: unknown) => void): void {
  tell = service;
}

/** Tells of what should not have happened. Errors of the domain are answers, not bugs. What is logged of it is the caller's affair. */
export function reportBug(error: unknown): void {
  if (!(error instanceof DomainError)) tell?.(error);
}
