# Fields that an organisation names for itself: their settings, kinds and checks.

## Settings → Fields
fields-title = 字段
fields-intro = 客户资料包含哪些内容，所有页面都按这个顺序显示。系统字段可以改名、移动和隐藏；您自己的字段可以添加和归档。
fields-label-en = 英文名称
fields-label-zh = 中文名称
fields-required = 必填
fields-always-required = 每个客户都要有名称。
fields-hide = 隐藏
fields-hidden = 已隐藏
fields-unit = 单位
fields-choices = 选项，每行一个
fields-choices-hint = 名称不变的选项会保留已有的值。
fields-tree = 层级，每行一个分支：A / B / C
fields-tree-hint = 可以从表格粘贴。名称不变的分支会保留已有的值。
fields-pattern = 格式
fields-pattern-hint = 匹配整段文字的正则表达式，例如 [A-Z]{2}-[0-9]{4}。
fields-archived-intro = 不再要求填写。已有的值仍保留在客户资料中。

## Kinds
fields-kind-text = 单行文字
fields-kind-long-text = 多行文字
fields-kind-whole = 整数
fields-kind-decimal = 数字
fields-kind-date = 日期
fields-kind-date-time = 日期和时间
fields-kind-choice = 单选
fields-kind-choices = 多选
fields-kind-cascade = 级联
fields-kind-checkbox = 勾选
fields-kind-pattern = 固定格式文字
fields-kind-attachment = 附件
fields-kind-phone = 电话号码
fields-kind-email = 电子邮箱
fields-kind-web = 网址
fields-kind-location = 位置
fields-kind-texts = 多个文字
fields-kind-agent = 员工
fields-kind-team = 员工组
fields-kind-customer-group = 客户组
fields-kind-tags = 标签
fields-kind-companies = 公司

## What is wrong
fields-problem-required = 请填写。
fields-problem-too-long = 太长了。
fields-problem-one-line = 这里只能填一行。
fields-problem-not-a-number = 这不是数字。
fields-problem-not-whole = 这里只能填整数。
fields-problem-out-of-range = 超出允许的范围。
fields-problem-not-a-date = 这不是日期。
fields-problem-not-a-moment = 这不是时间。
fields-problem-not-a-choice = 不在可选项中。
fields-problem-not-the-form = 格式不符合要求。
fields-problem-not-a-phone = 这不是电话号码。
fields-problem-not-an-email = 这不是电子邮箱。
fields-problem-not-a-web-address = 这不是网址。
fields-problem-not-a-place = 请填写纬度和经度，例如 31.23, 121.47。
fields-problem-not-a-key = 只能用小写字母、数字和 _，以字母开头。
fields-problem-reserved = 系统已有同名字段。
fields-problem-for-phones = 以 phone_ 开头的键只用于电话号码。
fields-problem-not-for-phones = 电话号码字段的键须以 phone_ 开头。
fields-problem-taken = 已被占用。
fields-problem-not-for-customers = 此字段不能在客户页面上填写。
fields-problem-other-kind = 该标识已有其他类型的值。
fields-problem-too-many = 数量过多。
fields-problem-not-a-pattern = 该格式无法使用。
fields-problem-too-deep = 层级过多。
fields-problem-no-slash = 名称不能含斜杠。
fields-problem-always-required = 此字段始终显示且必填。
fields-problem-before-start = 结束早于开始。
fields-problem-not-a-region = 不是有效的电话地区，例如 CN 或 US。
fields-problem-not-digits = 只能填 4 到 20 位数字。
fields-problem-unknown = 这里没有这一项。
fields-problem-not-for-many = 该字段用于区分客户，不能批量填写。
fields-problem-other = 无法这样保存。
