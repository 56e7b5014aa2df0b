import { Body, Controller, Get, Param, Post, Query as Params, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Operation } from '#platform/http/answers';
import { Matters } from '#platform/http/load-shedding';
import { Caller, OperatorRoute, PublicRoute } from '#platform/http/policy';
import { Clock } from '#platform/kernel/clock';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { ServiceLevels } from '#platform/service-levels/service-levels';
import { IncidentNotFound, MonthNotMeasured } from './contracts/errors.js';
import { GetIncidents } from './contracts/queries.js';
import { OpenIncident, UpdateIncident } from './incidents.js';
import { sloReport } from './slo.js';
import { BELIEVED_MS, StatusBoard } from './status-board.js';
import { IncidentList, IncidentOpen, IncidentRead, IncidentUpdate, SloQuery, SloReportRead, StatusRead } from './status.dto.js';

const MONTHS = 13;

/** The page of the same name for programs. It says nothing of any game. */
@ApiTags('Status')
@Controller()
export class StatusController {
  constructor(private readonly board: StatusBoard) {}

  @Get('status.json')
  @PublicRoute()
  @Matters('critical')
  @Operation('get_status', 'How the installation stands and stood, and what is told of incidents', 'From memory, as of a few seconds ago. `/status` is the page for people.')
  @Answers200(StatusRead)
  async status(@Res({ passthrough: true }) reply: FastifyReply): Promise<StatusRead> {
    void reply.headers({ 'cache-control': `public, max-age=${BELIEVED_MS / 1_000}`, 'access-control-allow-origin': '*' });
    return this.board.status();
  }
}

/** What the operator tells the public. */
@ApiTags('Incidents')
@Controller('operator/v1/incidents')
export class IncidentsController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly board: StatusBoard) {}

  @Get()
  @OperatorRoute('status:read')
  @Operation('list_incidents', 'Open incidents, and those that ended within ninety days')
  @Answers200(IncidentList)
  async list(@Caller() scope: Scope): Promise<IncidentList> {
    return { data: await this.queries.ask(new GetIncidents(), scope) };
  }

  @Post()
  @OperatorRoute('status:write')
  @Operation('open_incident', 'Tell the public of an incident')
  @Answers201(IncidentRead)
  async open(@Body() { state = 'investigating', ...body }: IncidentOpen, @Caller() scope: Scope): Promise<IncidentRead> {
    const { id } = await this.commands.execute(new OpenIncident({ ...body, state }), scope);
    return this.told(id, scope);
  }

  @Post(':incident_id/updates')
  @OperatorRoute('status:write')
  @Operation('update_incident', 'Say more of an incident, or that it is over')
  @Answers201(IncidentRead)
  async update(@Param('incident_id') incidentId: string, @Body() body: IncidentUpdate, @Caller() scope: Scope): Promise<IncidentRead> {
    await this.commands.execute(new UpdateIncident(parseId('inc', incidentId), body), scope);
    return this.told(incidentId, scope);
  }

  private async told(id: string, scope: Scope): Promise<IncidentRead> {
    void this.board.status(true);
    const incident = (await this.queries.ask(new GetIncidents(), scope)).find((each) => each.id === id);
    if (!incident) throw new IncidentNotFound();
    return incident;
  }
}

/** Whether what is promised is kept: for any of the staff. */
@ApiTags('Service levels')
@Controller('operator/v1/slo_report')
export class SloController {
  constructor(private readonly levels: ServiceLevels, private readonly clock: Clock) {}

  @Get()
  @OperatorRoute('slo:read')
  @Operation('get_slo_report', 'Of each objective in a month: what is wanted, what was measured, and what of its budget of failures is left')
  @Answers200(SloReportRead)
  async report(@Params() { month }: SloQuery): Promise<SloReportRead> {
    const now = this.clock.now();
    const months = Array.from({ length: MONTHS }, (_, n) => new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - n, 1)).toISOString().slice(0, 7));
    const asked = month ?? months[0]!;
    if (!months.includes(asked)) throw new MonthNotMeasured();
    const [year, number] = asked.split('-').map(Number) as [number, number];
    const last = new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10);
    return { month: asked, is_over: asked !== months[0], objectives: sloReport(await this.levels.days(`${asked}-01`, last)) };
  }
}
