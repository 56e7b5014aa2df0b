export const ROLES = ['owner', 'developer', 'liveops', 'finance', 'support', 'viewer'] as const;
export type Role = (typeof ROLES)[number];
