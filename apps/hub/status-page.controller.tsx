import { Controller, Get, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Queries } from '#platform/cqrs/doors';
import { Matters } from '#platform/http/load-shedding';
import { PublicRoute, type HubcraftRequest } from '#platform/http/policy';
import { fromUnixSeconds } from '#platform/kernel/clock';
import { GetStatus, OF_THE_OPERATOR, type ComponentView, type IncidentView, type StatusView } from '#studio/status/queries';
import { sayIn, type Locale, type Say } from './messages/messages.js';
import { PageErrors } from './page-errors.js';
import { Pages } from './pages.js';
import { Visits } from './visits.js';

const minute = (seconds: number): string => fromUnixSeconds(seconds).toISOString().slice(0, 16).replace('T', ' ');

function Part({ part, say, locale }: { part: ComponentView; say: Say; locale: Locale }) {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  return (
    <div class="status-part">
      <h2>{say(`status_${part.component}`)}</h2>
      <span>{say(`status_${part.state}`)}</span>
      <ul class="status-days" aria-label={say('status_ninety_days')}>
        {part.days.map(({ day, state, available_percent: percent }) => {
          const told = `${day}: ${percent === null ? say(`status_${state}`) : `${number.format(Math.floor(percent * 100) / 100)} %`}`;
          return <li class={state} title={told}><span class="sr">{told}</span></li>;
        })}
      </ul>
    </div>
  );
}

function Incident({ incident, say }: { incident: IncidentView; say: Say }) {
  return (
    <article class="status-part">
      <h2>{incident.title}</h2>
      <span>{say(`status_${incident.state}`)}</span>
      <p class="muted">{incident.components.map((component) => say(`status_${component}`)).join(', ')}</p>
      {incident.updates.map(({ state, words, written_at }) => (
        <p class="status-update"><span>{minute(written_at)} · {say(`status_${state}`)}: {words}</span></p>
      ))}
    </article>
  );
}

function StatusPage({ status, say, locale }: { status: StatusView; say: Say; locale: Locale }) {
  return (
    <main id="content" class="wrap" tabIndex={-1}>
      <div class="stack">
        <section class="panel">
          <h1>{say(`status_all_${status.state}`)}</h1>
          <p class="muted">{say('status_as_of', { time: minute(status.as_of) })}</p>
          {status.components.map((part) => <Part part={part} say={say} locale={locale} />)}
        </section>
        <section class="panel">
          <h2>{say('status_incidents')}</h2>
          {status.incidents.length === 0 ? <p>{say('status_no_incidents')}</p> : status.incidents.map((incident) => <Incident incident={incident} say={say} />)}
        </section>
      </div>
    </main>
  );
}

/** How the installation stands, for people. It belongs to no hub, and needs neither a script nor anybody's session. */
@ApiExcludeController()
@UseFilters(PageErrors)
@Controller('status')
export class StatusPageController {
  constructor(private readonly queries: Queries, private readonly pages: Pages, private readonly visits: Visits) {}

  @Get()
  @PublicRoute()
  @Matters('critical')
  async status(@Req() request: HubcraftRequest, @Res() reply: FastifyReply): Promise<void> {
    const locale = this.visits.locale(request, null);
    const say = sayIn(locale);
    const status = await this.queries.ask(new GetStatus(), OF_THE_OPERATOR);
    this.pages.send(reply, 200, { locale, say, title: say('status_title'), theme: this.pages.plainTheme, body: StatusPage({ status, say, locale }) });
  }
}
