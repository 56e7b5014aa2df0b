import { Body, Controller, Post, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Answers204, Operation } from '#platform/http/answers';
import { PublicRoute, type HubcraftRequest } from '#platform/http/policy';
import { isId, parseId } from '#platform/kernel/ids';
import { PasswordForgot, PasswordReset } from './console-password.dto.js';
import { PasswordLinkInvalid } from './contracts/errors.js';
import { ForgottenPasswordFlow } from './forgotten-password.flow.js';

/** For members who cannot sign in. */
@ApiTags('Console session')
@Controller('v1/console/password')
export class ConsolePasswordController {
  constructor(private readonly flow: ForgottenPasswordFlow) {}

  @Post('forgotten')
  @PublicRoute()
  @Operation('forget_console_password', 'Have a link for a new password mailed to a member', 'The answer is the same for an address that nobody has. The link works once and for 30 minutes.')
  @Answers204()
  forget(@Body() { studio_id, email }: PasswordForgot, @Req() { ip, requestId }: HubcraftRequest): Promise<void> {
    return this.flow.ask(parseId('stu', studio_id), email, { address: ip, requestId });
  }

  @Post()
  @PublicRoute()
  @Operation('reset_console_password', 'Choose a new password with the token of the mail; all sessions of the member end', 'Her second factor stays, and nobody is signed in by it.')
  @Answers204()
  reset(@Body() { token, password }: PasswordReset, @Req() { ip, requestId }: HubcraftRequest): Promise<void> {
    const studioId = token.split('.', 1)[0];
    if (!isId('stu', studioId)) throw new PasswordLinkInvalid();
    return this.flow.reset(studioId, token, password, { address: ip, requestId });
  }
}
