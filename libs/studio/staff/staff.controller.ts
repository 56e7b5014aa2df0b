import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { randomToken, tokenHash } from '#platform/crypto/envelope';
import { Commands, Queries } from '#platform/cqrs/doors';
import { Answers200, Answers201, Answers204, Operation } from '#platform/http/answers';
import { Caller, OperatorRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { requireStaffProof } from '#platform/http/staff-proof';
import { Clock } from '#platform/kernel/clock';
import { parseId } from '#platform/kernel/ids';
import type { Scope } from '#platform/kernel/scope';
import { InviteStaff } from './contracts/commands.js';
import type { StaffRole } from './contracts/roles.js';
import { StaffInvite, StaffInvited, StaffList, StaffRead, StaffUpdate } from './staff.dto.js';
import { ChangeStaffRole, GetStaff, ListStaff, RemoveStaff } from './staff.js';

@ApiTags('Operator staff')
@Controller('operator/v1/staff')
export class StaffController {
  constructor(private readonly commands: Commands, private readonly queries: Queries, private readonly clock: Clock) {}

  @Get()
  @OperatorRoute('staff:read')
  @Operation('list_staff', 'The people of the operator and their roles')
  @Answers200(StaffList)
  async list(@Caller() scope: Scope): Promise<StaffList> {
    return { data: await this.queries.ask(new ListStaff(), scope) };
  }

  @Post()
  @OperatorRoute('staff:write')
  @Operation('invite_staff', 'Invite somebody; her token is shown once')
  @Answers201(StaffInvited)
  async invite(@Body() body: StaffInvite, @WhoCalls() caller: Principal): Promise<StaffInvited> {
    requireStaffProof(caller, this.clock.now());
    const invitation_token = randomToken();
    const { id } = await this.commands.execute(new InviteStaff({ ...body, role: body.role as StaffRole, token_hash: tokenHash(invitation_token) }), caller.scope);
    return { id, invitation_token };
  }

  @Patch(':staff_id')
  @OperatorRoute('staff:write')
  @Operation('update_staff', 'Give somebody another role; it counts from her next request on')
  @Answers200(StaffRead)
  async change(@Param('staff_id') staffId: string, @Body() { role }: StaffUpdate, @WhoCalls() caller: Principal): Promise<StaffRead> {
    const id = parseId('stf', staffId);
    requireStaffProof(caller, this.clock.now());
    await this.commands.execute(new ChangeStaffRole(id, role as StaffRole), caller.scope);
    return this.queries.ask(new GetStaff(id), caller.scope);
  }

  @Delete(':staff_id')
  @OperatorRoute('staff:write')
  @Operation('remove_staff', 'End that somebody is of the operator, and her sessions')
  @Answers204()
  async remove(@Param('staff_id') staffId: string, @WhoCalls() caller: Principal): Promise<void> {
    const id = parseId('stf', staffId);
    requireStaffProof(caller, this.clock.now());
    await this.commands.execute(new RemoveStaff(id), caller.scope);
  }
}
