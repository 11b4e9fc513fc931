import { v7 as uuid } from 'uuid';
import { z } from 'zod';
import { DulyError } from '../../domain/errors.js';
import type { Report } from '../../domain/facts.js';
import { alongside } from '../../domain/holds/waiting/alongside.js';
import { body, externalId, messageId } from '../fields.js';
import { firstFact, type Intake, knownAs } from '../intake.js';
import { type Route, route } from '../route.js';
import { factNumber, recordedAs } from '../shown.js';

const replyAnswer = z.object({
  object: z.literal('reply'),
  customer: z.string(),
  external_id: z.string(),
  fact_number: factNumber,
  /** Of the first invoice; those of others follow it. */
  hold: z.string(),
  invoices: z.array(z.string()),
});

/**
 * `POST /v1/replies`: a customer answered a mail of ours. What the mail was about is in peace as `reply waiting`, and one person is asked. A reply to what
 * is about no invoice stops questions. Throws `unknown_message` for a Message-ID that none of our messages has.
 */
export const receiveReply = (intake: Intake): Route =>
  route({
    method: 'post',
    path: '/v1/replies',
    name: 'receiveReply',
    summary: 'Report that a customer replied to a message: what it was about is left in peace, and a person is asked',
    body: body({ external_id: externalId, in_reply_to: messageId }),
    answers: recordedAs(replyAnswer),
    example: {
      body: { external_id: 'INBOX-815', in_reply_to: '<1@northwind.example>' },
      answer: {
        object: 'reply',
        customer: 'cus_1',
        external_id: 'INBOX-815',
        fact_number: 12,
        hold: 'hold_1.1',
        invoices: ['inv_1'],
      },
    },
    handle: async ({ body: { external_id: external, in_reply_to: answered }, keep }) => {
      const message = await intake.lookup.message(answered);
      if (!message)
        throw new DulyError({
          code: 'unknown_message',
          at: 'in_reply_to',
          message: `No message of ours has the Message-ID ${answered}. Send what stands in the reply's In-Reply-To.`,
        });
      const { customerId, itemIds } = message;
      const subjects = itemIds.length > 0 ? itemIds : [customerId];
      return intake.record({
        customerId,
        keep,
        draft: async ({ books, now, dateOf }) => {
          const known = await knownAs({ books, type: 'hold.placed', externalId: external });
          const holds = alongside(known?.data.holdId ?? `hold_${uuid()}.${subjects.length}`);
          return subjects.map(
            (subject, index): Report => ({
              type: 'hold.placed',
              source: 'api',
              externalId: index === 0 ? external : `${external}/${index + 1}`,
              effectiveOn: known?.effectiveOn ?? dateOf(now),
              data: {
                holdId: holds[index] ?? '',
                kind: 'reply-waiting',
                scope: itemIds.length > 0 ? 'item' : 'customer',
                subject,
                stops: itemIds.length > 0 ? ['reminders', 'escalation'] : ['surveys'],
                endsAt: null,
              },
            }),
          );
        },
        answer: (recorded) => {
          const fact = firstFact(recorded, 'hold.placed');
          return {
            object: 'reply',
            customer: customerId,
            external_id: fact.externalId,
            fact_number: fact.number,
            hold: fact.data.holdId,
            invoices: itemIds,
          };
        },
      });
    },
  });
