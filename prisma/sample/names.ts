/** The two sellers of the sample business and their customers. None of them exists. */

export interface Seller {
  id: string;
  name: string;
  country: string;
  currency: string;
  timeZone: string;
  locale: string;
  senderAddress: string;
  invoicePrefix: string;
  /** Of the banks' own examples. */
  iban: string;
  bic: string | null;
  /** Who reads the customers' mail. */
  desk: string;
  customers: readonly string[];
}

export const SELLERS: readonly Seller[] = [
  {
    id: 'le_de',
    name: 'Nordlicht Handel GmbH',
    country: 'DE',
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    locale: 'de',
    senderAddress: 'buchhaltung@nordlicht-handel.example',
    invoicePrefix: 'NL-',
    iban: 'DE89370400440532013000',
    bic: 'COBADEFFXXX',
    desk: 'Kreditorenbuchhaltung',
    customers: [
      'Alsterbogen Papierwaren',
      'Birkenfeld Gastro',
      'Clausthaler Hof Catering',
      'Deichblick Ferienhäuser',
      'Elbwiesen Gartenbau',
      'Fährhaus Veranstaltungen',
      'Grauer Reiher Verlag',
      'Heidekraut Naturkost',
      'Inselwind Segelbedarf',
      'Jadebusen Fischfeinkost',
      'Kupferkanne Rösterei',
      'Lindenallee Apothekenbedarf',
      'Moorbirke Holzbau',
      'Neue Welle Fahrräder',
      'Osterfeuer Keramik',
      'Pappelhof Reitsport',
      'Quellental Getränke',
      'Rotdorn Bürobedarf',
      'Sonnendeck Markisen',
      'Turmfalke Optik',
    ],
  },
  {
    id: 'le_gb',
    name: 'Harbour Lane Trading Ltd',
    country: 'GB',
    currency: 'GBP',
    timeZone: 'Europe/London',
    locale: 'en',
    senderAddress: 'accounts@harbour-lane.example',
    invoicePrefix: 'HL-',
    iban: 'GB82WEST12345698765432',
    bic: null,
    desk: 'Accounts payable',
    customers: [
      'Northwind Supplies',
      'Amber Fox Stationers',
      'Bramble and Oak Joinery',
      'Copper Kettle Tearooms',
      'Dunlin Marsh Outfitters',
      'Ember Street Bakery',
      'Foxglove Florists',
      'Granite Quay Chandlers',
      'Hollow Tree Books',
      'Ivory Tower Tutors',
      'Juniper Row Interiors',
      'Kestrel Cycle Works',
      'Lantern Yard Theatre',
      'Millpond Pottery',
      'Nettle Bank Brewery',
      'Old Orchard Cider',
      'Pebble Cove Hotels',
      'Quill Corner Printers',
      'Redwing Removals',
      'Saltmarsh Smokehouse',
    ],
  },
];
