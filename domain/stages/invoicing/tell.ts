import type { Tell } from '../../tell/told.js';
import type { InvoicingConfig } from './index.js';

export const tellInvoicing: Tell<InvoicingConfig> = ({ config, contact, words }) => {
  const { say, days, ofDays } = words;
  const due = config.due
    ? {
        en: config.due.days === 0 ? 'else on the day of issue' : `else ${days(config.due.days)} after issue`,
        de: config.due.days === 0 ? 'sonst am Rechnungsdatum' : `sonst ${days(config.due.days)} nach dem Rechnungsdatum`,
      }
    : { en: 'else after the customer’s own terms', de: 'sonst nach den eigenen Bedingungen des Kunden' };
  const month = 'monthly' in config.cycle ? dayText(config.cycle.monthly) : undefined;
  return {
    about: month
      ? say({
          en: 'Issues invoices over released orders, once a month.',
          de: 'Stellt freigegebene Bestellungen in Rechnung, einmal im Monat.',
        })
      : say({
          en: 'Issues invoices over released orders, on the customer’s own cycle.',
          de: 'Stellt freigegebene Bestellungen in Rechnung, im Rhythmus des Kunden.',
        }),
    steps: [
      {
        name: null,
        sentence: month
          ? say({
              en: `One invoice for the month is issued ${month.en} at ${contact.at}, over all orders of it.`,
              de: `Eine Rechnung für den Monat kommt ${month.de} um ${contact.at} Uhr, über alle seine Bestellungen.`,
            })
          : say({
              en: `An invoice is issued with each order, or one for the month on the customer’s billing day at ${contact.at}.`,
              de: `Eine Rechnung kommt mit jeder Bestellung oder eine für den Monat am Rechnungstag des Kunden um ${contact.at} Uhr.`,
            }),
        label: month
          ? say({ en: `invoice: ${month.en}`, de: `Rechnung: ${month.de}` })
          : say({ en: 'invoice: on the customer’s cycle', de: 'Rechnung: im Rhythmus des Kunden' }),
      },
      {
        name: null,
        sentence: say({
          en: `It is due on the customer’s own due day, ${due.en}.`,
          de: `Sie ist am eigenen Zahltag des Kunden fällig, ${due.de}.`,
        }),
        label: say({ en: `due: on the customer’s day, ${due.en}`, de: `fällig: am Zahltag des Kunden, ${due.de}` }),
      },
    ],
    outcomes: {},
    standing: [
      ...(config.prepaid
        ? [
            say({
              en: `Whoever’s credit was declined, or who is insolvent, pays before delivery: each of his orders is invoiced at once, and released when that is paid. Nobody reminds of such an invoice; unpaid after ${days(config.prepaid.days)} it lapses, and the order with it.`,
              de: `Wessen Kredit abgelehnt ist oder wer zahlungsunfähig ist, zahlt vor der Lieferung: Jede seiner Bestellungen wird sofort berechnet und freigegeben, sobald das bezahlt ist. An eine solche Rechnung wird nicht erinnert; nach ${ofDays(config.prepaid.days)} ohne Zahlung verfällt sie und mit ihr die Bestellung.`,
            }),
          ]
        : []),
      say({
        en: 'Orders that are held are not invoiced; invoices of another system are taken as they are reported.',
        de: 'Angehaltene Bestellungen werden nicht berechnet; Rechnungen eines anderen Systems gelten, wie sie gemeldet werden.',
      }),
    ],
    customer: [
      month
        ? say({ en: `You get one invoice for the month, ${month.en}.`, de: `Sie erhalten eine Rechnung für den Monat, ${month.de}.` })
        : say({
            en: 'You get an invoice with each order, or one for the month where we have agreed on a billing day.',
            de: 'Sie erhalten mit jeder Bestellung eine Rechnung oder eine für den Monat, wenn wir einen Rechnungstag vereinbart haben.',
          }),
      config.due
        ? say({
            en: `An invoice is due ${config.due.days === 0 ? 'on the day of issue' : `${days(config.due.days)} after issue`}, or on your own due day where we have agreed on one.`,
            de: `Eine Rechnung ist ${config.due.days === 0 ? 'sofort' : `nach ${ofDays(config.due.days)}`} fällig oder an Ihrem Zahltag, wenn wir einen vereinbart haben.`,
          })
        : say({
            en: 'An invoice is due as we have agreed; the date stands on it.',
            de: 'Eine Rechnung ist fällig, wie wir es vereinbart haben; der Tag steht darauf.',
          }),
      ...(config.prepaid
        ? [
            say({
              en: `Where we do not grant credit you pay before delivery: we deliver once the invoice is paid. After ${days(config.prepaid.days)} without payment it lapses, and you owe nothing.`,
              de: `Wo wir keinen Kredit gewähren, zahlen Sie vor der Lieferung: Wir liefern, sobald die Rechnung bezahlt ist. Nach ${ofDays(config.prepaid.days)} ohne Zahlung verfällt sie, und Sie schulden nichts.`,
            }),
          ]
        : []),
    ],
  };
};

const dayText = (day: { dayOfMonth: number } | { lastBusinessDay: true }): { en: string; de: string } =>
  'dayOfMonth' in day
    ? { en: `on day ${day.dayOfMonth} of each month`, de: `am ${day.dayOfMonth}. jedes Monats` }
    : { en: 'on the last business day of each month', de: 'am letzten Geschäftstag jedes Monats' };
