import { getMetadataStorage } from 'class-validator';

type Storage = ReturnType<typeof getMetadataStorage>;

/**
 * class-validator looks through the rules of every class of the house each time one object is validated, for those the object's class inherits: a cost that grows with each DTO that is
 * written anywhere, and was a tenth of a hub read. The rules of a class do not change while nothing is added, so the answer is kept until something is.
 */
export function rememberRulesOfClasses(storage: Storage = getMetadataStorage()): void {
  const read = storage.getTargetValidationMetadatas.bind(storage);
  const add = storage.addValidationMetadata.bind(storage);
  let known = new WeakMap<object, ReturnType<typeof read>>();
  storage.addValidationMetadata = (rule) => {
    known = new WeakMap();
    add(rule);
  };
  storage.getTargetValidationMetadatas = (target, schema, always, strictGroups, groups) => {
    if (schema || always || strictGroups || groups?.length) return read(target, schema, always, strictGroups, groups);
    const kept = known.get(target);
    if (kept) return kept;
    const rules = read(target, schema, always, strictGroups, groups);
    known.set(target, rules);
    return rules;
  };
}
