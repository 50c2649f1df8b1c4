# Customers: companies, people, their fields, lists, conditions and settings.

## Fields of a company
cust-company-name = 名称
cust-company-group = 客户组
cust-company-tags = 标签
cust-company-phone = 电话
cust-company-mobile = 手机
cust-company-email = 电子邮箱
cust-company-website = 网站
cust-company-im = 即时通讯
cust-company-province = 省份
cust-company-city = 城市
cust-company-district = 区县
cust-company-street = 详细地址
cust-company-address = 地址
cust-company-place = 地图位置
cust-company-service-from = 服务开始
cust-company-service-to = 服务到期
cust-company-category = 服务类别
cust-company-serial-number = 产品序列号
cust-company-source = 客户来源
cust-company-owner = 负责人
cust-company-owner-group = 负责组
cust-company-remark = 备注
cust-company-files = 附件
cust-company-created-at = 创建时间

## Fields of a contact
cust-contact-name = 姓名
cust-contact-companies = 公司
cust-contact-company-name = 公司
cust-contact-position = 职务
cust-contact-tags = 标签
cust-contact-phone = 手机
cust-contact-landline = 座机
cust-contact-email = 电子邮箱
cust-contact-im = 即时通讯
cust-contact-national-id = 证件号码
cust-contact-birth-date = 出生日期
cust-contact-gender = 性别
cust-contact-owner = 负责人
cust-contact-remark = 备注
cust-contact-created-at = 创建时间
cust-gender-female = 女
cust-gender-male = 男
cust-gender-other = 其他

## Lists
cust-new-company = 新建公司
cust-new-contact = 新建联系人
cust-within = 查找范围
cust-within-all = 全部
cust-within-name = 名称
cust-within-phone = 电话
cust-within-im = 即时通讯
cust-conditions = 条件查询
cust-no-conditions = 清除条件
cust-columns = 显示列
cust-columns-intro = 仅对您自己生效。联系人的列取自首要联系人。
cust-usual-columns = 默认列
cust-of-contact = 联系人：{ $field }
cust-order = 排序
cust-ascending = 升序
cust-descending = 降序
cust-none-meet = 没有符合条件的客户
cust-saved-queries = 常用查询
cust-bin = 回收站
cust-total = { $count } 个客户
cust-count-expiring = { $count } 个一个月内到期
cust-count-expired = { $count } 个已到期

## Conditions
cust-all = 满足全部条件
cust-any = 并满足以下任一条件
cust-condition = 条件 { $number }
cust-field = 字段
cust-operator = 比较方式
cust-value = 值
cust-until = 至
cust-days = 天
cust-add-condition = 添加条件
cust-remove-condition = 删除条件 { $number }
cust-unfinished = 还有条件没有填完。
cust-ask = 查询
cust-keep = 保存为常用查询
cust-query-name = 查询名称
cust-save-query = 保存查询
cust-change-query = 修改此查询
cust-remove-query = 删除此查询
cust-op-is = 等于
cust-op-is-not = 不等于
cust-op-contains = 包含
cust-op-not-contains = 不包含
cust-op-empty = 为空
cust-op-not-empty = 不为空
cust-op-at-least = 大于等于
cust-op-at-most = 小于等于
cust-op-less = 小于
cust-op-greater = 大于
cust-op-between = 介于
cust-op-within-last-days = 在过去
cust-op-within-next-days = 在未来
cust-op-one-of = 属于
cust-op-not-one-of = 不属于

## A customer's page
cust-company = 公司
cust-contact = 联系人
cust-none = 未选择
cust-yes = 是
cust-no = 否
cust-empty = 空
cust-level = { $label }，第 { $number } 级
cust-several-hint = 多个之间用逗号分隔。
cust-location-hint = 纬度和经度，例如 31.23, 121.47。
cust-nothing-to-choose = 暂无可选项。
cust-edit-form = 客户资料
cust-saved = 已保存。
cust-meanwhile = 同事刚刚修改了该客户
cust-meanwhile-text = 您填写的内容仍在。请查看变化后再次保存。
cust-was-now = 原为 { $was }，现为 { $now }
cust-emptied = 已清空
cust-log-empty = 暂无变更。
cust-log-edit = 已修改
cust-log-delete = 已删除
cust-log-restore = 已恢复
cust-log-merge = 已合并到其他客户
cust-log-unmerge = 合并已撤回
cust-add-contact = 添加联系人
cust-no-contacts = 暂无联系人。
cust-no-companies = 未关联公司。
cust-first-contact = 首要联系人
cust-no-tickets = 暂无工单。
cust-no-visits = 暂无上门服务。
cust-create-anyway = 仍然创建
cust-twins = 已有相似的客户
cust-twins-text = 可以使用已有的客户，或仍然创建新的。
cust-same-name = 名称相同
cust-same-phone = 电话相同
cust-use-existing = 使用 { $name }
cust-service-not-started = 服务未开始
cust-service-active = 服务中
cust-service-expiring = 即将到期
cust-service-expired = 已到期
cust-service-unlimited = 长期服务

## Throwing away
cust-thrown-away = 该客户已删除
cust-thrown-away-text = 不再出现在列表中。管理员可在三十天内恢复。
cust-bring-back = 恢复
cust-delete-title = 删除 { $name }？
cust-delete-text = 将从所有列表中移除，三十天内可以恢复。
cust-delete-verb = 删除 { $name }
cust-cannot-delete = { $name } 有未完成的工作
cust-busy = 未完成工单 { $tickets } 个，未完成上门服务 { $visits } 个。请先处理完。

## Service account
cust-service-account = 服务账号
cust-account-intro = 公司在客户端和电话中凭账号和密码验证身份。密码连续错误五次将锁定 15 分钟。
cust-account-number = 账号
cust-account-hint = 只能填数字；留空则取消账号。
cust-account-password = 密码
cust-account-password-hint = 留空则保留现有密码。

## Settings → Customers
cust-mode = 客户管理方式
cust-mode-company = 以公司为主
cust-mode-contact = 以个人为主
cust-mode-mixed = 两者都有
cust-region = 电话号码地区
cust-region-hint = 两个字母。未带国家代码的号码按此地区处理；当前为 { $region }。
cust-groups = 客户组
cust-groups-lines = 客户组，每行一个：华东 / 上海
cust-groups-hint = 名称不变的组会保留客户；移除的组将归档。
cust-tags = 标签
cust-tags-lines = 标签，每行一类。级别：金卡、银卡
cust-tags-hint = 名称不变的标签会保留在客户上；移除的标签将归档。

## 客户的工单
cust-tickets-find = 在此客户的工单中查找
cust-tickets-words = 工单内容
cust-tickets-none = 没有符合条件的工单。
cust-tickets-total = { $count } 个工单
