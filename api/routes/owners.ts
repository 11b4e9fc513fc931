import { z } from 'zod';
import type { Books } from '../../activities/ports/books.js';
import { DulyError } from '../../domain/errors.js';
import { body, email, ownerName, personName, telephone } from '../fields.js';
import type { Intake } from '../intake.js';
import type { Owner, Owners } from '../ports.js';
import { type Route, route } from '../route.js';
import { found } from '../shown.js';
import { CUSTOMER_ID } from './shown-customer.js';

const ownerAnswer = z.object({
  object: z.literal('owner'),
  owner: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  telephone: z.string().nullable(),
});
const EXAMPLE = {
  object: 'owner',
  owner: 'account-manager',
  name: 'Key Account Desk',
  email: 'key.accounts@northwind.example',
  telephone: '+49 30 5550 100',
};
const show = ({ id, name, email: address, telephone: number }: Owner) => ({
  object: 'owner',
  owner: id,
  name,
  email: address,
  telephone: number,
});

/** `POST /v1/owners`: one of our own people or desks, by the role that journeys name or by a number that names nobody. Personal data. */
const keepOwner = ({ owners }: { owners: Owners }): Route =>
  route({
    method: 'post',
    path: '/v1/owners',
    name: 'keepOwner',
    summary: 'Say who of ours a role or a number is: the name, and where copies and replies go',
    body: body({ owner: ownerName, name: personName, email: email.nullable().optional(), telephone: telephone.nullable().optional() }),
    answers: found(ownerAnswer),
    example: {
      body: { owner: 'account-manager', name: EXAMPLE.name, email: EXAMPLE.email, telephone: EXAMPLE.telephone },
      answer: EXAMPLE,
    },
    handle: async ({ body: { owner: id, name, email: address = null, telephone: number = null } }) => ({
      status: 200,
      body: show(await owners.keep({ id, name, email: address, telephone: number })),
    }),
  });

const listOwners = ({ owners }: { owners: Owners }): Route =>
  route({
    method: 'get',
    path: '/v1/owners',
    name: 'listOwners',
    summary: 'Our own people and desks',
    answers: found(z.object({ object: z.literal('list'), data: z.array(ownerAnswer) })),
    example: { answer: { object: 'list', data: [EXAMPLE] } },
    handle: async () => ({ status: 200, body: { object: 'list', data: (await owners.all()).map(show) } }),
  });

/** `POST /v1/customers/{id}/owners`: the customer's own account manager. */
const assignOwner = ({ owners, books, intake }: { owners: Owners; books: Books; intake: Intake }): Route =>
  route({
    method: 'post',
    path: '/v1/customers/{id}/owners',
    name: 'assignOwner',
    summary: 'Say who of ours has a role for this customer; null: whoever has it for all',
    idIs: CUSTOMER_ID,
    body: body({ role: ownerName, owner: ownerName.nullable() }),
    answers: found(z.object({ object: z.literal('customer_owner'), customer: z.string(), role: z.string(), owner: z.string().nullable() })),
    example: {
      body: { role: 'account-manager', owner: 'am-7' },
      answer: { object: 'customer_owner', customer: 'cus_1', role: 'account-manager', owner: 'am-7' },
    },
    handle: async ({ id, body: { role, owner } }) => {
      const customerId = await intake.named(id);
      if (owner !== null && !(await owners.all()).some((one) => one.id === owner))
        throw new DulyError({
          code: 'unknown_owner',
          at: 'owner',
          message: `There is no owner ${owner}. Say who it is first, with POST /v1/owners.`,
        });
      await books.withCustomer(customerId, (own) => own.keepOwner({ role, owner }));
      return { status: 200, body: { object: 'customer_owner', customer: customerId, role, owner } };
    },
  });

export const ownerRoutes = (parts: { owners: Owners; books: Books; intake: Intake }): Route[] => [
  keepOwner(parts),
  listOwners(parts),
  assignOwner(parts),
];
