import type { Customer } from './books.js';
import type { ActionContext, Outcome } from './desk.js';
import { newId } from './new-id.js';
import { customerParameters, readParameters } from './parameters.js';

/** Makes a customer. */
export function createCustomer({ given, at }: { given: unknown } & ActionContext): Outcome {
  const { description = null, email = null, metadata = {}, name = null } = readParameters({ schema: customerParameters, given });
  const customer: Customer = {
    id: newId('cus'),
    object: 'customer',
    created: Math.floor(at.getTime() / 1000),
    description,
    email,
    livemode: false,
    metadata,
    name,
  };
  return { answer: { status: 200, body: customer }, made: { customer } };
}
