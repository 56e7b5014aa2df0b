import { BadRequest, Gone, Invalid } from '../kernel/errors.js';

const shown = (text: string): string => JSON.stringify(text.slice(0, 40));

/** 400 `unknown_version`: the header names no version that there is. */
export class UnknownVersion extends BadRequest {
  constructor(asked: string, versions: readonly string[]) {
    super('unknown_version', `Hubcraft-Version: there is no version ${shown(asked)}. There are: ${versions.join(', ')}.`, { members: { versions: [...versions] } });
  }
}

/** 410 `version_retired`: its notice is over. The header, or the version that key or game are pinned to. */
export class VersionRetired extends Gone {
  constructor(version: string, versions: readonly string[]) {
    super('version_retired', `The version ${version} is served no more. Send Hubcraft-Version with one of: ${versions.join(', ')}.`, { members: { version, versions: [...versions] } });
  }
}

/** 422 `version.refused`: nothing can be pinned to it. */
export class VersionRefused extends Invalid {
  constructor(asked: string, versions: readonly string[]) {
    const msg = `must be one of: ${versions.join(', ')}`;
    super('version.refused', `api_version: ${shown(asked)} is no version that is served; ${msg}.`, { errors: [{ loc: ['body', 'api_version'], msg, type: 'version_refused' }], members: { versions: [...versions] } });
  }
}
