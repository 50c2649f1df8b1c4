# 设置 → 上门任务：组织对任务的要求。

rules-title = 上门任务
rules-intro = 适用于本组织的所有上门任务。手机在下次同步时收到；此前完成的工作按当时的规则计算。

## 必须具备
rules-complete = 完成任务之前
rules-solution = 必须填写处理结果
rules-signature = 必须有客户签名
rules-watermark = 在每张照片上写入时间、单号、地点和工程师
rules-photos = 照片至少
rules-max-photos = 照片至多
rules-arrive = 到场
rules-radius = 无需说明原因的到场距离
rules-radius-hint = 超出此距离时工程师须说明原因，任务上会显示。
rules-metres = 米

## 自定义字段
rules-fields = 自定义字段
rules-fields-intro = 贵组织还想在任务中记录的内容。工程师按此顺序看到。
rules-field-add = 添加字段
rules-field-unnamed = 新字段
rules-field-label = 名称
rules-field-key = 键名
rules-field-key-hint = 用于导出和接口，之后不能修改。
rules-field-key-fixed = 已有数据按此键名保存，不能修改。
rules-field-kind = 类型
rules-field-stage = 必填时机
rules-field-up = 上移 { $name }
rules-field-down = 下移 { $name }
rules-field-retire = 停用
rules-field-again = 重新启用
rules-retired = 已停用的字段
rules-retired-intro = 不再要求填写；已填写的内容保留在任务中。
rules-kind-text = 单行文字
rules-kind-multiline = 多行文字
rules-kind-number = 数字
rules-kind-date = 日期
rules-kind-phone = 电话号码
rules-kind-email = 电子邮箱
rules-kind-checkbox = 勾选
rules-kind-choice = 单选列表
rules-stage-optional = 选填
rules-stage-create = 新建任务时
rules-stage-arrive = 到场时
rules-stage-complete = 完成之前
rules-choices = 选项
rules-choice = 选项 { $number }
rules-choice-add = 添加选项
rules-choice-remove = 删除选项 { $number }

## 保存
rules-saved = 已保存，手机将在下次同步时收到。
rules-unsaved = 尚未保存
rules-discard = 放弃修改
rules-by = { $name }于{ $time }最后修改
rules-problems = 还有 { $count } 处需要修改。
rules-overtaken = { $name }于{ $time }修改了这些规则
rules-keep-mine = 保留我的修改

## 问题
rules-problem-required = 此项必填。
rules-problem-too-long = 内容过长。
rules-problem-one-line = 此处只需一行。
rules-problem-out-of-range = 数值超出范围。
rules-problem-more-than-allowed = 超过了每次任务允许的数量。
rules-problem-not-a-key = 只能用小写字母、数字和下划线，并以字母开头。
rules-problem-reserved = 每个任务都已有同名内容。
rules-problem-taken = 已被使用。
rules-problem-other-kind = 此键名已有其他类型的数据。
rules-problem-too-many = 数量过多。
rules-problem-other = 无法这样保存。
