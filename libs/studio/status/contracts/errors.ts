import { Conflict, Invalid, NotFound } from '#platform/kernel/errors';

export class IncidentNotFound extends NotFound {
  constructor() { super('status.incident_not_found', 'No incident has this id.'); }
}
export class IncidentOver extends Conflict {
  constructor() { super('status.incident_over', 'This incident is resolved: open another one.'); }
}
export class TooManyUpdates extends Conflict {
  constructor() { super('status.too_many_updates', 'An incident has at most a hundred updates.'); }
}
export class MonthNotMeasured extends Invalid {
  constructor() { super('status.month_not_measured', 'Name a month of the last thirteen, this one included.'); }
}
