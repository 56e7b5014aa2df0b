import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Clock, unixSecondsOrNull } from '../kernel/clock.js';
import { Versions } from '../versions/versions.js';
import { Answers200, Operation } from './answers.js';
import { PublicRoute } from './policy.js';
import { VersionList } from './versions.dto.js';

@ApiTags('Versions')
@Controller('v1/versions')
export class VersionsController {
  constructor(private readonly versions: Versions, private readonly clock: Clock) {}

  @Get()
  @PublicRoute()
  @Operation('list_versions', 'The versions of the Studio API and of events, newest first, with what each changed and until when it is served')
  @Answers200(VersionList)
  list(): VersionList {
    const now = this.clock.now();
    return {
      data: this.versions.published.toReversed().map(({ version, changes }) => {
        const { deprecatedAt, sunsetAt } = this.versions.datesOf(version);
        return {
          version, status: this.versions.statusOf(version, now), deprecated_at: unixSecondsOrNull(deprecatedAt), sunset_at: unixSecondsOrNull(sunsetAt),
          changes: changes.map(({ what, operations, events }) => ({ what, operations: operations === 'all' ? ['*'] : [...operations], events: [...events] })),
        };
      }),
    };
  }
}
