import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Config } from '#platform/config/config';
import { Commands, Queries } from '#platform/cqrs/doors';
import { STUDIO_ADMIN } from '#platform/http/authentication';
import { Answers200, Answers201, Answers204, Operation } from '#platform/http/answers';
import { Caller, StudioRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { Clock } from '#platform/kernel/clock';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { ProviderBeyondOwn, ProviderNotFound } from './contracts/errors.js';
import { ProviderCreate, ProviderList, ProviderRead, ProviderUpdate } from './identity-providers.dto.js';
import { ChangeProvider, ListProviders, MakeProvider, RemoveProvider, type ProviderView } from './identity-providers.js';
import { emailDomain, issuerAddress } from './issuer-address.js';
import { redirectUri, signInUrl } from './oidc-addresses.js';
import { requireProof } from './proof.js';
import { beyond } from './roles.js';

/** Where the members of a studio sign in by OpenID Connect. */
@ApiTags('Identity providers')
@Controller('v1/identity_providers')
export class IdentityProvidersController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly clock: Clock, private readonly config: Config) {}

  @Get()
  @StudioRoute(STUDIO_ADMIN)
  @Operation('list_identity_providers', 'The OpenID providers by which members of the studio sign in')
  @Answers200(ProviderList)
  async list(@Caller() scope: Scope): Promise<ProviderList> {
    return { data: (await this.queries.ask(new ListProviders(), scope)).map((provider) => this.read(provider, scope)) };
  }

  @Post()
  @StudioRoute(STUDIO_ADMIN)
  @Operation('create_identity_provider', 'Let members sign in by an OpenID provider')
  @Answers201(ProviderRead)
  async create(@Body() { trusts_mfa = false, ...body }: ProviderCreate, @WhoCalls() caller: Principal): Promise<ProviderRead> {
    this.requireOwner(caller);
    const issuer = issuerAddress(body.issuer, this.config.localIssuers);
    const { id } = await this.commands.execute(new MakeProvider({ ...body, issuer, email_domains: body.email_domains.map(emailDomain), trusts_mfa }), caller.scope);
    return this.one(id, caller.scope);
  }

  @Patch(':provider_id')
  @StudioRoute(STUDIO_ADMIN)
  @Operation('update_identity_provider', 'Change a provider, or let members sign in by it alone')
  @Answers200(ProviderRead)
  async change(@Param('provider_id') id: string, @Body() { email_domains, ...changes }: ProviderUpdate, @WhoCalls() caller: Principal): Promise<ProviderRead> {
    this.requireOwner(caller);
    const providerId = parseId('idp', id);
    await this.commands.execute(new ChangeProvider(providerId, { ...changes, ...(email_domains ? { email_domains: email_domains.map(emailDomain) } : {}) }), caller.scope);
    return this.one(providerId, caller.scope);
  }

  @Delete(':provider_id')
  @StudioRoute(STUDIO_ADMIN)
  @Operation('remove_identity_provider', 'Nobody signs in by this provider any more; passwords count again where it was enforced')
  @Answers204()
  async remove(@Param('provider_id') id: string, @WhoCalls() caller: Principal): Promise<void> {
    requireProof(caller, this.clock.now());
    await this.commands.execute(new RemoveProvider(parseId('idp', id)), caller.scope);
  }

  /** Whoever says who signs in could sign in as anybody: nobody becomes more than she is. */
  private requireOwner(caller: Principal): void {
    requireProof(caller, this.clock.now());
    const lacking = beyond(caller.grants, 'owner');
    if (lacking) throw new ProviderBeyondOwn(lacking);
  }

  private async one(id: string, scope: Scope): Promise<ProviderRead> {
    const provider = (await this.queries.ask(new ListProviders(), scope)).find((each) => each.id === id);
    if (!provider) throw new ProviderNotFound();
    return this.read(provider, scope);
  }

  private read(provider: ProviderView, scope: Scope): ProviderRead {
    return { ...provider, redirect_uri: redirectUri(this.config.publicUrl, provider.id), sign_in_url: signInUrl(this.config.publicUrl, scope.studioId!, provider.id) };
  }
}
