export const OWNER_ROLE: 'hubcraft_owner';
export const APP_ROLE: 'hubcraft_app';
export function ensureRoles(options: { adminUrl: string; appPassword: string; ownerPassword?: string; variable?: string }): Promise<void>;
export function ensureDatabase(options: { adminUrl: string; database: string; template?: string }): Promise<void>;
export function admitApp(options: { ownerUrl: string; variable?: string }): Promise<void>;
export function dropDatabase(options: { adminUrl: string; database: string }): Promise<void>;
export function asUser(url: string, user: string, password: string): string;
