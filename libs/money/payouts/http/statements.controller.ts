import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { DocumentSigner } from '#platform/crypto/document-signer';
import { Answers200, Operation } from '#platform/http/answers';
import { PublicRoute, StudioRoute, WhoCalls, type Principal } from '#platform/http/policy';
import { MakeStatement } from '../app/make-statement.js';
import { MonthMalformed } from '../contracts/errors.js';
import { SignedStatementRead, StatementKeys, StatementList, StatementQuery } from './statement.dto.js';
import { studioOf } from './studio-of.js';

const MONTH = /^20\d{2}-(0[1-9]|1[0-2])$/;
const monthOf = (text: string): string => {
  if (!MONTH.test(text)) throw new MonthMalformed();
  return text;
};

@ApiTags('Payouts')
@Controller('v1')
export class StatementsController {
  constructor(private readonly statements: MakeStatement, private readonly signer: DocumentSigner) {}

  @Get('statements')
  @StudioRoute('payouts:read')
  @Operation('list_statements', 'Of which months and currencies there are statements')
  @Answers200(StatementList)
  async list(@WhoCalls() caller: Principal): Promise<StatementList> {
    return { data: await this.statements.list(studioOf(caller), caller.environment) };
  }

  @Get('statements/:month')
  @StudioRoute('payouts:read')
  @Operation('get_statement', 'What the studio was owed before and after a month (`2026-11`), and by what, signed')
  @Answers200(SignedStatementRead)
  async get(@Param('month') month: string, @Query() { currency }: StatementQuery, @WhoCalls() caller: Principal): Promise<SignedStatementRead> {
    return this.statements.sign(await this.statements.make(studioOf(caller), caller.environment, monthOf(month), currency));
  }

  @Get('statements/:month/csv')
  @StudioRoute('payouts:read')
  @Header('content-type', 'text/csv; charset=utf-8')
  @Operation('get_statement_csv', 'The same as a file; its last line is the signature over all bytes before it')
  @ApiOkResponse({ description: 'The file', content: { 'text/csv': { schema: { type: 'string' } } } })
  async csv(@Param('month') month: string, @Query() { currency }: StatementQuery, @WhoCalls() caller: Principal): Promise<string> {
    return this.statements.csv(await this.statements.make(studioOf(caller), caller.environment, monthOf(month), currency));
  }

  @Get('statement_keys')
  @PublicRoute()
  @Operation('list_statement_keys', 'The public keys of statements (RFC 7517, RFC 8037): who has one can tell whether a file is ours and whole')
  @Answers200(StatementKeys)
  keys(): StatementKeys {
    return { keys: this.signer.publicKeys() };
  }
}
