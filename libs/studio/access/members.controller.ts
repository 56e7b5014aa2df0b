import { Body, Controller, Delete, Get, Param, Patch, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { randomToken, tokenHash } from '#platform/crypto/envelope';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Answers204, Operation } from '#platform/http/answers';
import { Caller, PublicRoute, StudioRoute, WhoCalls, type HubcraftRequest, type Principal } from '#platform/http/policy';
import { Clock } from '#platform/kernel/clock';
import { isId, parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { InvitationInvalid, RoleBeyondOwn } from './contracts/errors.js';
import { GetMember, ListMembers } from './contracts/queries.js';
import type { Role } from './contracts/roles.js';
import { MemberSignInFlow } from './member-sign-in.flow.js';
import { InvitationAccept, InvitationAccepted, MemberInvite, MemberInvited, MemberList, MemberRead, MemberUpdate } from './members.dto.js';
import { ChangeRole, InviteMember, RemoveMember } from './members.js';
import { requireProof } from './proof.js';
import { beyond } from './roles.js';

@ApiTags('Members')
@Controller('v1/members')
export class MembersController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly flow: MemberSignInFlow, private readonly clock: Clock) {}

  @Get()
  @StudioRoute('members:read')
  @Operation('list_members', 'The people of the studio and their roles')
  @Answers200(MemberList)
  async list(@Caller() scope: Scope): Promise<MemberList> {
    return { data: await this.queries.ask(new ListMembers(), scope) };
  }

  @Post()
  @StudioRoute('members:write')
  @Operation('invite_member', 'Invite somebody with a role that has nothing you lack: by mail, and by a token that is shown once')
  @Answers201(MemberInvited)
  async invite(@Body() body: MemberInvite, @WhoCalls() caller: Principal): Promise<MemberInvited> {
    requireProof(caller, this.clock.now());
    this.requireOwn(caller, body.role as Role);
    const invitation_token = `${caller.scope.studioId}.${randomToken()}`;
    const { id } = await this.commands.execute(new InviteMember({ ...body, role: body.role as Role, token_hash: tokenHash(invitation_token) }), caller.scope);
    return { id, invitation_token };
  }

  @Post('accept')
  @PublicRoute()
  @Operation('accept_invitation', 'Join a studio with the token of an invitation and a password')
  @Answers200(InvitationAccepted)
  accept(@Body() { token, password }: InvitationAccept, @Req() { ip, requestId }: HubcraftRequest): Promise<InvitationAccepted> {
    const studioId = token.split('.', 1)[0];
    if (!isId('stu', studioId)) throw new InvitationInvalid();
    return this.flow.accept(studioId, token, password, { address: ip, requestId });
  }

  @Patch(':member_id')
  @StudioRoute('members:write')
  @Operation('update_member', 'Give a member another role; it holds from her next request on')
  @Answers200(MemberRead)
  async change(@Param('member_id') id: string, @Body() { role }: MemberUpdate, @WhoCalls() caller: Principal): Promise<MemberRead> {
    const member = await this.mine(id, caller);
    this.requireOwn(caller, role as Role);
    await this.commands.execute(new ChangeRole(member.id, role as Role), caller.scope);
    return this.queries.ask(new GetMember(member.id), caller.scope);
  }

  @Delete(':member_id')
  @StudioRoute('members:write')
  @Operation('remove_member', 'Remove a member; her sessions end. An owner stays in any case')
  @Answers204()
  async remove(@Param('member_id') id: string, @WhoCalls() caller: Principal): Promise<void> {
    const member = await this.mine(id, caller);
    await this.commands.execute(new RemoveMember(member.id), caller.scope);
  }

  /** A member that the caller may decide about: one who has nothing that the caller lacks. */
  private async mine(id: string, caller: Principal): Promise<{ id: string }> {
    requireProof(caller, this.clock.now());
    const member = await this.queries.ask(new GetMember(parseId('mem', id)), caller.scope);
    this.requireOwn(caller, member.role);
    return member;
  }

  private requireOwn({ grants }: Principal, role: Role): void {
    const lacking = beyond(grants, role);
    if (lacking) throw new RoleBeyondOwn(lacking);
  }
}
