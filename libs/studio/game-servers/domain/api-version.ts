/** The version of the envelope and of the bodies of events, by date. It changes only where a member changes its meaning or goes. */
export const API_VERSION = '2026-11-01';
