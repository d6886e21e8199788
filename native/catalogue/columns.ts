/** The columns of a catalogue file: their headings in the template and the other headings they are known by. */

export const productFields = [
  'number',
  'sku',
  'nameZh',
  'nameUg',
  'nameEn',
  'place',
  'unitZh',
  'unitUg',
  'unitEn',
  'price',
  'allocated',
  'cooperativeZh',
  'cooperativeUg',
  'cooperativeEn',
  'buyerLimit',
  'food',
  'sellingPointsZh',
  'sellingPointsUg',
  'sellingPointsEn',
  'formerPrice',
  'certificates',
] as const;
export type ProductField = (typeof productFields)[number];

/** Without these a file cannot describe a product. A missing number is given out, a missing allocation is 0. */
export const requiredFields: readonly ProductField[] = ['sku', 'nameZh', 'place', 'unitZh', 'price'];

/**
 * Headings per field, the template's own first. They are compared without case, spaces, brackets and other marks,
 * so `品名(维)`, `品名（维）` and `Name_UG`, `name ug` are each the same.
 */
const headings: Record<ProductField, readonly string[]> = {
  number: ['编号', '序号', '讲解号', '链接号', 'number', 'no', 'card number', 'product number'],
  sku: ['SKU', '商家编码', '商品编码', '货号', '规格编码', 'sku code', 'sku id', 'out_sku_id', 'merchant code', 'outer id'],
  nameZh: ['品名', '商品名称', '产品名称', '商品名', '名称', '中文名', '中文名称', '品名中', 'name', 'name zh', 'product name', 'title'],
  nameUg: ['品名(维)', '维文品名', '维文名', '维吾尔文名', '维语名称', '名称维', 'name ug', 'uyghur name', 'name uyghur'],
  nameEn: ['品名(英)', '英文品名', '英文名', '英文名称', '名称英', 'name en', 'english name', 'name english'],
  place: ['产地', '县市', '地区', '产地代码', 'place', 'place code', 'origin', 'county'],
  unitZh: ['单位', '规格', '净含量', '单位中', '规格中', 'unit', 'unit zh', 'spec', 'pack'],
  unitUg: ['单位(维)', '规格维', '维文单位', '维文规格', 'unit ug', 'uyghur unit', 'unit uyghur'],
  unitEn: ['单位(英)', '规格英', '英文单位', '英文规格', 'unit en', 'english unit', 'unit english'],
  price: [
    '价格(元)',
    '价格',
    '单价',
    '单价(元)',
    '售价',
    '售价(元)',
    '直播价',
    '直播价(元)',
    'price',
    'price (yuan)',
    'price (cny)',
    'live price',
  ],
  allocated: ['配额', '库存', '备货', '备货量', '数量', '投放数量', 'allocated', 'allocation', 'stock', 'quantity'],
  cooperativeZh: ['合作社', '合作社名称', '生产者', '供货合作社', '合作社中', 'cooperative', 'cooperative zh', 'producer', 'workshop'],
  cooperativeUg: ['合作社(维)', '维文合作社', 'cooperative ug', 'uyghur cooperative', 'cooperative uyghur'],
  cooperativeEn: ['合作社(英)', '英文合作社', 'cooperative en', 'english cooperative', 'cooperative english'],
  buyerLimit: ['每人限购', '限购', '限购数量', '单人限购', 'buyer limit', 'limit per buyer', 'purchase limit'],
  food: ['是否食品', '食品', 'food', 'is food'],
  sellingPointsZh: ['卖点', '商品卖点', '卖点中', 'selling points', 'selling points zh'],
  sellingPointsUg: ['卖点(维)', '维文卖点', 'selling points ug', 'uyghur selling points'],
  sellingPointsEn: ['卖点(英)', '英文卖点', 'selling points en', 'english selling points'],
  // Not `原价`: exports of shops carry it for every product, and it would stop every card until it is proved.
  formerPrice: ['划线价(元)', '划线价', 'struck price', 'former price', 'struck price (yuan)', 'former price (yuan)'],
  certificates: ['证书', '资质证书', '认证证书', 'certificates', 'certificate'],
};

/** The template's heading of a field. */
export function headingOf(field: ProductField): string {
  return headings[field][0]!;
}

function folded(heading: string): string {
  return heading
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]/gu, '');
}

const fieldByHeading = new Map<string, ProductField>();
for (const field of productFields) for (const heading of headings[field]) fieldByHeading.set(folded(heading), field);

export interface ColumnMap {
  /** Index of the cell that holds a field. */
  at: Partial<Record<ProductField, number>>;
  /** The headings as the file has them, by index. */
  titles: readonly string[];
  missing: readonly ProductField[];
  /** Headings that name no field, or a field that an earlier column already has. */
  ignored: readonly string[];
}

/** Finds the fields in a row of headings. */
export function mapColumns(titles: readonly string[]): ColumnMap {
  const at: Partial<Record<ProductField, number>> = {};
  const ignored: string[] = [];
  for (const [index, title] of titles.entries()) {
    const field = fieldByHeading.get(folded(title));
    if (field && at[field] === undefined) at[field] = index;
    else if (title) ignored.push(title);
  }
  return { at, titles, missing: requiredFields.filter((field) => at[field] === undefined), ignored };
}
