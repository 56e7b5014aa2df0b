import { Str } from '#platform/http/fields';

export class PasswordForgot {
  @Str({ min: 1, max: 64, what: 'The studio (`stu_…`)' }) studio_id: string;
  @Str({ email: true, max: 320, what: 'The address of the member' }) email: string;
}
export class PasswordReset {
  @Str({ min: 1, max: 120, what: 'The token of the link in the mail' }) token: string;
  @Str({ min: 12, max: 200, what: 'At least twelve characters' }) password: string;
}
