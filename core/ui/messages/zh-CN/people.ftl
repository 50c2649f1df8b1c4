# 工程师、坐席、分组。

## 客户
people-companies = 公司
people-assets = 设备
people-find = 查找客户
people-empty = 这里还没有内容
people-empty-text = 录入的公司、联系人和设备会出现在这里。
people-service-to = 服务至 { $date }
people-service-ended = 服务已于 { $date } 到期

## 工程师
people-find-engineer = 按姓名或技能查找
people-no-engineers = 没有符合的工程师
people-no-engineers-text = 具有工程师角色的同事都列在这里。
people-on-shift = 当班
people-no-shift = 不限时段
