# 客户模板：设置、工单客户栏、专属链接、客户提交的修改。

## 设置 → 客户模板
templates-title = 客户模板
templates-new = 新建模板
templates-intro = 按用途命名的客户字段组合：客服在工单中看到的内容，或客户自己查看和修改的内容。
templates-empty = 还没有模板
templates-empty-text = 没有模板时，工单照常显示客户，客户不能自行修改资料。
templates-missing = 没有此模板
templates-missing-text = 它已被删除。
templates-fields-count = { $count } 个字段
templates-published = 已发布
templates-overtaken = 同事刚刚保存了此模板
templates-use = 用途
templates-name = 模板名称
templates-name-hint = 客户页面以此为标题。
templates-module = 用于
templates-module-ticket = 工单
templates-module-ticket-hint = 工单的客户栏显示这些字段；从工单登记客户时填写这些字段。
templates-module-publishing = 发布
templates-module-publishing-hint = 客户在自己的页面上查看和修改这些字段。
templates-intro-text = 标题下的说明
templates-intro-text-hint = 选填，说明页面用途。
templates-fields = 字段及顺序
templates-no-fields = 尚未选择字段。
templates-field-of = { $noun } · { $field }
templates-add-field = 添加字段
templates-add = 加入模板
templates-choose-field = 请选择字段
templates-required = { $name } 必填
templates-up = 上移 { $name }
templates-down = 下移 { $name }
templates-drop = 移除 { $name }
templates-page = 客户页面
templates-publish = 发布页面
templates-publish-hint = 任何人都可以拿到链接，但只有证明身份的人才能看到资料。
templates-review = 修改需审核后生效
templates-review-hint = 客户的修改在“客户”中等待审核。
templates-save-to-publish = 保存后即显示链接。
templates-publish-later = 请先保存，然后即可在此发布。
templates-open = 打开页面
templates-link-text = 把此链接放在客户能找到的地方：菜单、邮件或标签。
templates-remove = 删除模板
templates-remove-title = 删除 { $name }？
templates-remove-text = 工单将不再按它显示客户。
templates-remove-published = 页面将关闭，链接随之失效。

## 专属链接
details-link = 资料链接
details-link-title = { $name } 的链接
details-link-text = 持有此链接的人可以查看和修改该联系人的资料，请勿转交他人。
details-link-make = 生成链接
details-link-until = 有效期至 { $time }。

## 客户提交的修改
reviews-title = 客户提交的修改
reviews-link = { $count } 项修改待审核
reviews-intro = 客户修改了自己的资料，接受后生效。
reviews-empty = 没有待审核的修改
reviews-empty-text = 如果模板要求审核，客户在其页面上的修改会出现在这里。
reviews-open = 打开客户
reviews-sent = { $time } 通过“{ $template }”提交
reviews-before = 修改前：
reviews-after = 修改后：
reviews-accept = 接受
reviews-accept-anyway = 仍然接受
reviews-accept-all = 全部接受 { $name } 的修改
reviews-decline = 拒绝
reviews-moved = 期间已有变动，现在为：{ $now }
reviews-overtaken = 同事已先处理，或客户资料期间有变动，请重新查看。
desk-notice-details-to-review = { $title } 提交了新的资料，等待您审核
notice-kind-details-to-review = 客户提交的修改 { $number }

## 常用查询的可见范围
query-visible = 可见范围
query-visible-me = 仅自己
query-visible-all = 所有人
query-visible-groups = 指定组
query-visible-agents = 指定人员
query-visible-find = 在{ $what }中查找
query-visible-none = 请至少选择一个。
query-visible-chosen = 已选 { $count } 个
