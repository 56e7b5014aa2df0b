/** PostgreSQL refuses to run as root: the account that runs it then. Undefined for everyone else. */
export function serverAccount(): { uid: number; gid: number } | undefined;
